package tidings.device.rest;

import io.javalin.http.Context;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Accounts;
import tidings.device.core.Customers;
import tidings.device.core.Refusal;
import tidings.device.rest.Api.Access;
import tidings.device.store.Page;
import tidings.device.store.User;
import tools.jackson.databind.node.ObjectNode;

/// Users (SERVER_API 7). No mail is sent: who makes a user hands over the link that activates it.
final class UserRoutes {

    private final Accounts accounts;
    private final Customers customers;
    private final Shapes shapes;

    UserRoutes(Accounts accounts, Customers customers, Shapes shapes) {
        this.accounts = accounts;
        this.customers = customers;
        this.shapes = shapes;
    }

    void addTo(Api api) {
        Api.Area area = api.area("Users");
        area.post("/api/user", Access.ADMINISTRATOR,
                "Makes a user, or changes one. No mail is sent: ask for the activation link.", this::save)
                .query("sendActivationMail", "Is not looked at.")
                .takes("NewUser")
                .answers("User")
                .audited("USER ADDED");
        area.get("/api/user/{id}", Access.USER, "A user; oneself, unless one is an administrator.",
                context -> Answers.json(context, shapes.user(find(context)))).answers("User");
        area.get("/api/user/{id}/activationLink", Access.ADMINISTRATOR,
                "The link with which a new user gets a password.", this::activationLink)
                .answers("Text", "text/plain");
        area.post("/api/user/{id}/resetPassword", Access.ADMINISTRATOR,
                "Takes a user's password away, and answers the link with which he gets another.", this::resetPassword)
                .answers("Text", "text/plain")
                .audited("USER CREDENTIALS_UPDATED");
        area.post("/api/user/{id}/userCredentialsEnabled", Access.ADMINISTRATOR, "Lets a user in, or not.",
                this::enable)
                .query("userCredentialsEnabled", "true, which is usual, or false.")
                .audited("USER CREDENTIALS_UPDATED");
        area.delete("/api/user/{id}", Access.ADMINISTRATOR, "Deletes a user.", this::delete).audited("USER DELETED");
        area.get("/api/users", Access.ADMINISTRATOR, "All users.", context -> page(context, null)).answersPage("User");
        area.get("/api/customer/{customer}/users", Access.ADMINISTRATOR, "The users of a customer.",
                context -> page(context, customers.byId(Ids.parse(context.pathParam("customer"))).id()))
                .answersPage("User");
    }

    private void save(Context context) {
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
                Answers.text(body, "phone"), Answers.objectText(body, "additionalInfo"), Answers.version(body)));
        Answers.json(context, shapes.user(user));
    }

    private static User.Authority authority(@Nullable String name) {
        return switch (name) {
            case "TENANT_ADMIN" -> User.Authority.TENANT_ADMIN;
            case "OPERATOR" -> User.Authority.OPERATOR;
            case "CUSTOMER_USER" -> User.Authority.CUSTOMER_USER;
            case null, default -> throw Refusal.badRequest("An authority is TENANT_ADMIN, OPERATOR or CUSTOMER_USER");
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
        answerLink(context, accounts.byId(Ids.parse(context.pathParam("id"))).activation());
    }

    private void resetPassword(Context context) {
        User user = accounts.resetPassword(notHimself(context));
        AuditRoutes.about(context, "USER", user.id(), user.email());
        answerLink(context, user.activation());
    }

    private static void answerLink(Context context, @Nullable String activation) {
        if (activation == null) {
            throw Refusal.badRequest("User is already activated!");
        }
        Answers.text(context, 200, context.scheme() + "://" + context.host() + "/api/noauth/activate?activateToken="
                + activation);
    }

    private void enable(Context context) {
        boolean may = !Boolean.FALSE.equals(Answers.flag(context, "userCredentialsEnabled"));
        User user = accounts.enable(notHimself(context), may);
        AuditRoutes.about(context, "USER", user.id(), user.email());
    }

    private void delete(Context context) {
        User user = accounts.byId(notHimself(context));
        AuditRoutes.about(context, "USER", user.id(), user.email());
        accounts.delete(user.id());
    }

    /// Whoever could shut himself out would, one day, be the last.
    private static UUID notHimself(Context context) {
        UUID id = Ids.parse(context.pathParam("id"));
        if (Caller.of(context).user().id().equals(id)) {
            throw Refusal.badRequest("Nobody does that to himself: another administrator can");
        }
        return id;
    }

    private void page(Context context, @Nullable UUID customer) {
        Page.Query query = Answers.pageQuery(context);
        Answers.page(context, accounts.page(customer, query), query.size(), shapes::user);
    }
}
