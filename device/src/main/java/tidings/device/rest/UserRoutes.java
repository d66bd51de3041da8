package tidings.device.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Accounts;
import tidings.device.core.Refusal;
import tidings.device.store.Page;
import tidings.device.store.User;
import tools.jackson.databind.node.ObjectNode;

/// Users (SERVER_API 7). No mail is sent: who makes a user hands over the link that activates it.
final class UserRoutes {

    private final Accounts accounts;
    private final Tokens tokens;
    private final Shapes shapes;

    UserRoutes(Accounts accounts, Tokens tokens, Shapes shapes) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.shapes = shapes;
    }

    void addTo(RoutesConfig routes) {
        routes.post("/api/user", this::save);
        routes.get("/api/user/{id}", context -> Answers.json(context, shapes.user(find(context))));
        routes.get("/api/user/{id}/activationLink", this::activationLink);
        routes.delete("/api/user/{id}", this::delete);
        routes.get("/api/users", context -> page(context, null));
        routes.get("/api/customer/{customer}/users",
                context -> page(context, Ids.parse(context.pathParam("customer"))));
        routes.post("/api/noauth/activate", this::activate);
    }

    private void save(Context context) {
        Caller.of(context).mustBeAdministrator();
        ObjectNode body = Answers.object(context);
        String email = Answers.text(body, "email");
        if (email == null || email.indexOf('@') < 1) {
            throw Refusal.badRequest("User email should be specified!");
        }
        User.Authority authority = authority(Answers.text(body, "authority"));
        UUID customer = authority == User.Authority.CUSTOMER_USER ? Ids.member(body, "customerId") : null;
        if (authority == User.Authority.CUSTOMER_USER && customer == null) {
            throw Refusal.badRequest("Customer should be specified!");
        }
        User user = accounts.save(Ids.member(body, "id"), new Accounts.Draft(
                email, authority, customer, Answers.text(body, "firstName"), Answers.text(body, "lastName"),
                Answers.text(body, "phone")));
        Answers.json(context, shapes.user(user));
    }

    private static User.Authority authority(@Nullable String name) {
        return switch (name) {
            case "TENANT_ADMIN" -> User.Authority.TENANT_ADMIN;
            case "CUSTOMER_USER" -> User.Authority.CUSTOMER_USER;
            case null, default -> throw Refusal.badRequest("An authority is TENANT_ADMIN or CUSTOMER_USER");
        };
    }

    private User find(Context context) {
        UUID id = Ids.parse(context.pathParam("id"));
        Caller caller = Caller.of(context);
        if (!caller.user().id().equals(id)) {
            caller.mustBeAdministrator();
        }
        return accounts.byId(id);
    }

    private void activationLink(Context context) {
        Caller.of(context).mustBeAdministrator();
        String activation = accounts.byId(Ids.parse(context.pathParam("id"))).activation();
        if (activation == null) {
            throw Refusal.badRequest("User is already activated!");
        }
        Answers.text(context, 200, context.scheme() + "://" + context.host() + "/api/noauth/activate?activateToken="
                + activation);
    }

    private void delete(Context context) {
        Caller caller = Caller.of(context);
        caller.mustBeAdministrator();
        UUID id = Ids.parse(context.pathParam("id"));
        if (caller.user().id().equals(id)) {
            throw Refusal.badRequest("Nobody deletes himself: another administrator can");
        }
        accounts.delete(id);
    }

    private void page(Context context, @Nullable UUID customer) {
        Caller.of(context).mustBeAdministrator();
        Page.Query query = Answers.pageQuery(context);
        Answers.page(context, accounts.page(customer, query), query.size(), shapes::user);
    }

    private void activate(Context context) {
        ObjectNode body = Answers.object(context);
        String activation = Answers.text(body, "activateToken");
        String password = Answers.text(body, "password");
        if (activation == null || password == null) {
            throw Refusal.badRequest("'activateToken' and 'password' should be specified!");
        }
        User user = accounts.activate(activation, password);
        String session = UUID.randomUUID().toString();
        Answers.json(context, Answers.object(Map.of(
                "token", tokens.access(user, session), "refreshToken", tokens.refresh(user, session))));
    }
}
