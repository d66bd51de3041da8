package tidings.device.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.UUID;
import tidings.device.core.Claims;
import tidings.device.core.Customers;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.json.Json;
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

    void addTo(RoutesConfig routes) {
        routes.post("/api/customer", this::save);
        routes.get("/api/customer/{id}", context -> Answers.json(context, shapes.customer(find(context))));
        routes.get("/api/customers", this::page);
        routes.delete("/api/customer/{id}", this::delete);
        routes.post("/api/customer/{customer}/device/{device}", this::assign);
        routes.delete("/api/customer/device/{device}", this::unassign);
        routes.post("/api/customer/device/{name}/claim", this::claim);
        routes.delete("/api/customer/device/{name}/claim", this::giveBack);
    }

    private void save(Context context) {
        Caller.of(context).mustBeAdministrator();
        ObjectNode body = Answers.object(context);
        String title = Answers.text(body, "title");
        Customer customer = customers.save(Ids.member(body, "id"), title == null ? "" : title, Json.text(body));
        Answers.json(context, shapes.customer(customer));
    }

    private Customer find(Context context) {
        UUID id = Ids.parse(context.pathParam("id"));
        Caller caller = Caller.of(context);
        if (!caller.isAdministrator() && !id.equals(caller.customer())) {
            throw Refusal.forbidden();
        }
        return customers.byId(id);
    }

    private void page(Context context) {
        Caller.of(context).mustBeAdministrator();
        Page.Query query = Answers.pageQuery(context);
        Answers.page(context, customers.page(query), query.size(), shapes::customer);
    }

    private void delete(Context context) {
        Caller.of(context).mustBeAdministrator();
        customers.delete(Ids.parse(context.pathParam("id")));
    }

    private void assign(Context context) {
        Caller.of(context).mustBeAdministrator();
        Device device = services.devices()
                .give(Ids.parse(context.pathParam("device")), Ids.parse(context.pathParam("customer")));
        Answers.json(context, shapes.device(device));
    }

    private void unassign(Context context) {
        Caller.of(context).mustBeAdministrator();
        Answers.json(context, shapes.device(services.devices().give(Ids.parse(context.pathParam("device")), null)));
    }

    private void claim(Context context) {
        UUID customer = ownCustomer(context);
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
        services.devices().give(device.id(), null);
    }

    /// The customer of who calls: an administrator has none, and claims nothing.
    private static UUID ownCustomer(Context context) {
        UUID customer = Caller.of(context).customer();
        if (customer == null) {
            throw Refusal.forbidden();
        }
        return customer;
    }
}
