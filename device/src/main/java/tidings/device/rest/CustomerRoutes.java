package tidings.device.rest;

import io.javalin.http.Context;
import java.util.UUID;
import tidings.device.core.Claims;
import tidings.device.core.Customers;
import tidings.device.core.Services;
import tidings.device.json.Json;
import tidings.device.rest.Api.Access;
import tidings.device.store.Customer;
import tidings.device.store.Device;
import tidings.device.store.Page;
import tools.jackson.databind.node.ObjectNode;

/// Customers, and what they own: assigned by people, or claimed (SERVER_API 3 and 7).
final class CustomerRoutes {

    private final Services services;
    private final Customers customers;
    private final Shapes shapes;

    CustomerRoutes(Services services, Shapes shapes) {
        this.services = services;
        this.customers = services.customers();
        this.shapes = shapes;
    }

    void addTo(Api api) {
        Api.Area area = api.area("Customers");
        area.post("/api/customer", Access.ADMINISTRATOR, "Makes a customer, or changes the one of an id.", this::save)
                .takes("Customer")
                .answers("Customer")
                .audited("CUSTOMER ADDED");
        area.get("/api/customer/{id}", Access.USER, "A customer.",
                context -> Answers.json(context, shapes.customer(find(context)))).answers("Customer");
        area.get("/api/customer/{id}/title", Access.USER, "The title of a customer.",
                context -> Answers.text(context, 200, find(context).title())).answers("Text", "text/plain");
        area.get("/api/tenant/customers", Access.OPERATOR, "The customer of a title.",
                context -> Answers.json(context,
                        shapes.customer(customers.byTitle(Answers.parameter(context, "customerTitle")))))
                .mustQuery("customerTitle", "Its title.")
                .answers("Customer");
        area.get("/api/customers", Access.OPERATOR, "Customers.", this::page).answersPage("Customer");
        area.delete("/api/customer/{id}", Access.ADMINISTRATOR,
                "Deletes a customer and its users; its devices are nobody's then.", this::delete)
                .audited("CUSTOMER DELETED");
        area.post("/api/customer/{customer}/device/{device}", Access.OPERATOR, "Gives a device to a customer.",
                this::assign)
                .answers("Device")
                .audited("DEVICE ASSIGNED_TO_CUSTOMER");
        area.delete("/api/customer/device/{device}", Access.OPERATOR, "Takes a device from its customer.",
                this::unassign)
                .answers("Device")
                .audited("DEVICE UNASSIGNED_FROM_CUSTOMER");
        area.post("/api/customer/device/{name}/claim", Access.CUSTOMER, "Claims a device that offers itself.",
                this::claim)
                .takes("Claim")
                .answers("Claimed")
                .audited("DEVICE ASSIGNED_TO_CUSTOMER");
        area.delete("/api/customer/device/{name}/claim", Access.USER, "Gives a device back.", this::giveBack)
                .audited("DEVICE UNASSIGNED_FROM_CUSTOMER");
    }

    private void save(Context context) {
        ObjectNode body = Answers.object(context);
        String title = Answers.text(body, "title");
        Customer customer = customers.save(Ids.member(body, "id"), title == null ? "" : title, Json.text(body),
                Answers.version(body));
        Answers.json(context, shapes.customer(customer));
    }

    private Customer find(Context context) {
        UUID id = Ids.parse(context.pathParam("id"));
        Caller.of(context).mustSee(id);
        return customers.byId(id);
    }

    private void page(Context context) {
        Page.Query query = Answers.pageQuery(context);
        Answers.page(context, customers.page(query), query.size(), shapes::customer);
    }

    private void delete(Context context) {
        Customer customer = find(context);
        AuditRoutes.about(context, "CUSTOMER", customer.id(), customer.title());
        customers.delete(customer.id());
    }

    private void assign(Context context) {
        Device device = services.devices()
                .give(Ids.parse(context.pathParam("device")), Ids.parse(context.pathParam("customer")));
        Answers.json(context, shapes.device(device));
    }

    private void unassign(Context context) {
        Answers.json(context, shapes.device(services.devices().takeBack(Ids.parse(context.pathParam("device")))));
    }

    private void claim(Context context) {
        UUID customer = Ids.orNone(Caller.of(context).user().customer());
        String secret = context.bodyAsBytes().length == 0 ? null : Answers.text(Answers.object(context), "secretKey");
        Claims.Claimed claimed = services.claims()
                .claim(context.pathParam("name"), customer, secret == null ? "" : secret);
        if (claimed.device() == null) {
            Answers.json(context.status(400), Json.MAPPER.getNodeFactory().stringNode(claimed.outcome().name()));
            return;
        }
        ObjectNode body = Json.object();
        body.set("device", shapes.device(claimed.device()));
        Answers.json(context, body.put("response", claimed.outcome().name()));
    }

    private void giveBack(Context context) {
        Device device = services.devices().byName(context.pathParam("name"));
        Caller.of(context).mustSee(device);
        AuditRoutes.about(context, "DEVICE", device.id(), device.name());
        services.devices().give(device.id(), null);
    }
}
