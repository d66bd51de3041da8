package tidings.device.core;

import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.store.Customer;
import tidings.device.store.CustomerTable;
import tidings.device.store.Page;
import tidings.device.store.Store;

/// Customers: made, changed, deleted. Blocks.
public final class Customers {

    private static final int LONGEST_TITLE = 255;

    private final Store store;
    private final Secrets secrets;
    private final InstantSource clock;

    public Customers(Store store, Secrets secrets, InstantSource clock) {
        this.store = store;
        this.secrets = secrets;
        this.clock = clock;
    }

    /// Makes a customer, or changes the one of an id.
    ///
    /// @param id null for a new one
    /// @param description what else is said of it, as a JSON object
    /// @param version the version that was seen, or null where nobody looked
    /// @throws Refusal if the title is missing or taken, or there is no such customer
    public Customer save(@Nullable UUID id, String title, String description, @Nullable Long version) {
        if (title.isBlank()) {
            throw Refusal.badRequest("Customer title should be specified!");
        }
        if (title.length() > LONGEST_TITLE) {
            throw Refusal.badRequest("A title has at most " + LONGEST_TITLE + " characters");
        }
        return store.database().write(on -> {
            Customer namesake = CustomerTable.byTitle(on, title);
            if (namesake != null && !namesake.id().equals(id)) {
                throw Refusal.badRequest("Customer with such title already exists!");
            }
            Customer before = id == null ? null : CustomerTable.byId(on, id);
            if (id != null && before == null) {
                throw notFound(id);
            }
            if (before != null) {
                Refusal.unlessCurrent("customer", version, before.version());
            }
            Customer after = before == null
                    ? new Customer(secrets.uuid(), clock.millis(), title, description, 1)
                    : new Customer(before.id(), before.created(), title, description, before.version() + 1);
            CustomerTable.put(on, after);
            return after;
        });
    }

    /// The customer of an id.
    ///
    /// @throws Refusal if there is none
    public Customer byId(UUID id) {
        return store.database()
                .query(on -> Optional.ofNullable(CustomerTable.byId(on, id)))
                .orElseThrow(() -> notFound(id));
    }

    /// The customer of a title.
    ///
    /// @throws Refusal if there is none
    public Customer byTitle(String title) {
        return store.database()
                .query(on -> Optional.ofNullable(CustomerTable.byTitle(on, title)))
                .orElseThrow(() -> Refusal.notFound("Customer with title [" + title + "] is not found"));
    }

    /// The title of a customer, or null where there is none.
    public @Nullable String title(UUID id) {
        return store.database()
                .query(on -> Optional.ofNullable(CustomerTable.byId(on, id)))
                .map(Customer::title)
                .orElse(null);
    }

    public Page<Customer> page(Page.Query query) {
        return store.database().query(on -> CustomerTable.page(on, query));
    }

    /// Deletes a customer and its users; its devices are the tenant's again.
    public void delete(UUID id) {
        byId(id);
        store.database().write(on -> {
            CustomerTable.delete(on, id);
            return 0;
        });
    }

    private static Refusal notFound(UUID id) {
        return Refusal.notFound("Customer with id [" + id + "] is not found");
    }
}
