package tidings.device.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Refusal;

/// All calls of the API, each with who may make it and what it takes and answers. What is listed here is what is served
/// ([#addTo]), guarded, noted in the audit log and described ([ApiDocument]): there is no second list that could differ.
final class Api {

    /// The body of a call that takes a file.
    static final String FILE = "multipart/form-data";

    private static final String SERVED = "call";

    private final List<Call> calls = new ArrayList<>();

    /// Who may make a call. What belongs to a customer is looked at by the call itself: see [Caller#mustSee].
    enum Access {
        /// Everybody, without a login.
        OPEN("Needs no login."),
        /// A device, whose token is in the path.
        DEVICE("For devices: the token is in the path."),
        /// Whoever is logged in.
        USER("For all users; customers see their own alone."),
        /// Users of customers, and nobody else.
        CUSTOMER("For users of customers."),
        OPERATOR("For administrators and operators."),
        ADMINISTRATOR("For administrators.");

        private final String text;

        Access(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        /// @throws Refusal if the caller may not
        private void check(Context context) {
            switch (this) {
                case OPEN, DEVICE -> {
                    // nobody is asked who he is
                }
                case USER -> Caller.of(context);
                case CUSTOMER -> Caller.of(context).mustBeCustomer();
                case OPERATOR -> Caller.of(context).mustBeOperator();
                case ADMINISTRATOR -> Caller.of(context).mustBeAdministrator();
            }
        }
    }

    /// A parameter of a query.
    record Parameter(String name, String text, boolean required) {}

    /// What a call sends back beside the error bodies.
    ///
    /// @param shape the name of what it looks like in the document, or null for nothing
    /// @param many in what form, where there are many
    record Answer(@Nullable String shape, Many many, String mediaType) {
        static final Answer NOTHING = new Answer(null, Many.ONE, "");
    }

    /// How many things an answer has.
    enum Many {
        ONE,
        LIST,
        PAGE
    }

    /// The calls of an area, which the document shows together.
    Area area(String name) {
        return new Area(name);
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    /// Serves all of it. The first path that fits is served, so those with fewer parameters come first: `/device/types` is
    /// no id.
    ///
    /// @param audit is told what came of calls that change something
    void addTo(RoutesConfig routes, Auditor audit) {
        calls.stream()
                .sorted(Comparator.comparingLong(call -> call.path.chars().filter(c -> c == '{').count()))
                .forEach(call -> routes.addHttpHandler(
                        call.method, call.path, context -> run(call, context, audit)));
    }

    /// Hears of calls that change something.
    @FunctionalInterface
    interface Auditor {

        /// Is told once for each call, on its thread.
        ///
        /// @param failure why nothing was changed, or null
        void note(Call call, Context context, @Nullable String failure);
    }

    /// Whether a request was for one of these calls, and so is noted in the audit log where it is to be.
    static boolean served(Context context) {
        return context.attribute(SERVED) != null;
    }

    private static void run(Call call, Context context, Auditor audit) throws Exception {
        context.attribute(SERVED, call);
        if (call.action == null) {
            call.access.check(context);
            call.handler.handle(context);
            return;
        }
        try {
            call.access.check(context);
            call.handler.handle(context);
        } catch (Refusal refusal) {
            audit.note(call, context, refusal.getMessage());
            throw refusal;
        }
        int status = context.statusCode();
        audit.note(call, context, status < 400 ? null : "answered with status " + status);
    }

    /// Calls that belong together.
    final class Area {
        private final String name;

        private Area(String name) {
            this.name = name;
        }

        Call get(String path, Access access, String summary, Handler handler) {
            return add(HandlerType.GET, path, access, summary, handler);
        }

        Call post(String path, Access access, String summary, Handler handler) {
            return add(HandlerType.POST, path, access, summary, handler);
        }

        Call put(String path, Access access, String summary, Handler handler) {
            return add(HandlerType.PUT, path, access, summary, handler);
        }

        Call delete(String path, Access access, String summary, Handler handler) {
            return add(HandlerType.DELETE, path, access, summary, handler);
        }

        private Call add(HandlerType method, String path, Access access, String summary, Handler handler) {
            Call call = new Call(name, method, path, access, summary, handler);
            calls.add(call);
            return call;
        }
    }

    /// One call. Is filled where it is registered, and does not change afterwards.
    static final class Call {
        private final String area;
        private final HandlerType method;
        private final String path;
        private final Access access;
        private final String summary;
        private final Handler handler;
        private final List<Parameter> parameters = new ArrayList<>();
        private @Nullable String body;
        private Answer answer = Answer.NOTHING;
        private @Nullable String action;

        private Call(
                String area, HandlerType method, String path, Access access, String summary, Handler handler) {
            this.area = area;
            this.method = method;
            this.path = path;
            this.access = access;
            this.summary = summary;
            this.handler = handler;
        }

        /// With a body of a shape of the document.
        Call takes(String shape) {
            body = shape;
            return this;
        }

        Call query(String name, String text) {
            parameters.add(new Parameter(name, text, false));
            return this;
        }

        Call mustQuery(String name, String text) {
            parameters.add(new Parameter(name, text, true));
            return this;
        }

        Call answers(String shape) {
            answer = new Answer(shape, Many.ONE, "application/json");
            return this;
        }

        Call answersList(String shape) {
            answer = new Answer(shape, Many.LIST, "application/json");
            return this;
        }

        /// With the parameters of all lists.
        Call answersPage(String shape) {
            answer = new Answer(shape, Many.PAGE, "application/json");
            return mustQuery("pageSize", "How many a page has, 1 to " + Answers.LARGEST_PAGE + ".")
                    .mustQuery("page", "Which page, from 0 on.")
                    .query("textSearch", "What the name contains, in whatever case.")
                    .query("sortProperty", "By what they are ordered, such as name or createdTime.")
                    .query("sortOrder", "ASC or DESC.");
        }

        Call answers(String shape, String mediaType) {
            answer = new Answer(shape, Many.ONE, mediaType);
            return this;
        }

        /// What the audit log calls it: a kind of thing, and what is done to it, such as `DEVICE ADDED`.
        Call audited(String entityAndAction) {
            action = entityAndAction;
            return this;
        }

        String area() {
            return area;
        }

        String method() {
            return method.name();
        }

        String path() {
            return path;
        }

        Access access() {
            return access;
        }

        String summary() {
            return summary;
        }

        List<Parameter> parameters() {
            return parameters;
        }

        @Nullable
        String body() {
            return body;
        }

        Answer answer() {
            return answer;
        }

        @Nullable
        String action() {
            return action;
        }
    }
}
