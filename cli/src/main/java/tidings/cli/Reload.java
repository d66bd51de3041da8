package tidings.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import tidings.broker.Broker;
import tidings.broker.BrokerException;
import tidings.cli.Settings.Parsed;
import tidings.cli.Settings.Value;

/// Has a server read its files again when the process is told to, by SIGHUP: certificates, passwords, rights, and its
/// settings. What has changed and can be changed is; of what cannot, the log says so.
///
/// Signals are heard by `sun.misc.Signal`, which the JDK has kept open for want of anything else (JEP 260), but about which
/// the compiler cannot be silenced: so it is called by its name.
final class Reload {

    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);
    private static final Set<String> LOGGING = Set.of("log-level", "log-format");

    private final Broker broker;
    private final CommandSpec command;
    private final List<String> arguments;
    private Map<String, Value> before;

    private Reload(Broker broker, CommandSpec command) {
        this.broker = broker;
        this.command = command;
        this.arguments = command.root().commandLine().getParseResult().originalArgs();
        this.before = effective(command);
    }

    /// What becomes of a setting at a reload.
    enum Effect {
        /// Nothing; it is for the next start.
        RESTART,
        /// The file that it names is read again.
        CONTENT,
        /// It holds from then on; where it is about each client, for those who come.
        AT_ONCE;

        static Effect of(OptionSpec option) {
            Class<?> owner = option.userObject() instanceof Member member ? member.getDeclaringClass() : Object.class;
            if (owner == LimitOptions.class || LOGGING.contains(Settings.key(option))) {
                return AT_ONCE;
            }
            boolean isAccess = owner == ListenOptions.class || owner == AccessOptions.class;
            return isAccess && option.type() == Path.class ? CONTENT : RESTART;
        }
    }

    /// Listens for the signal from now on.
    ///
    /// @param command that runs
    static void onSignal(Broker broker, CommandSpec command) {
        Reload reload = new Reload(broker, command);
        handle("HUP", reload::run);
    }

    private static void handle(String name, Runnable task) {
        try {
            Class<?> signals = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(
                    handlers.getClassLoader(), new Class<?>[]{handlers}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            task.run();
                        }
                        return null;
                    });
            Object signal = signals.getConstructor(String.class).newInstance(name);
            signals.getMethod("handle", signals, handlers).invoke(null, signal, handler);
        } catch (ReflectiveOperationException absent) {
            Throwable why = absent instanceof InvocationTargetException refused ? refused.getCause() : absent;
            LOG.debug("There is no SIG{} here: nothing is read again while the server runs", name, why);
        }
    }

    /// What a running command was told, by command line, environment and files.
    static Map<String, Value> effective(CommandSpec command) {
        return command.defaultValueProvider() instanceof Settings settings
                ? settings.effective(command.commandLine().getParseResult())
                : Map.of();
    }

    private synchronized void run() {
        List<String> troubles = new ArrayList<>(broker.reload());
        try {
            Parsed parsed =
                    Settings.parse(Main.line(new PrintWriter(Writer.nullWriter()), arguments.get(0)), arguments);
            apply(parsed);
        } catch (CommandException | ParameterException | BrokerException wrong) {
            troubles.add(String.valueOf(wrong.getMessage()));
            LOG.error("The settings stay as they are: {}", wrong.getMessage());
        }
        if (troubles.isEmpty()) {
            LOG.info("Everything that can be has been read again");
        }
    }

    private void apply(Parsed parsed) {
        Map<String, Value> now = parsed.effective();
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(now.keySet());
        keys.removeIf(key -> Objects.equals(text(before.get(key)), text(now.get(key))));
        if (parsed.command().getCommand() instanceof ServerCommand server) {
            broker.limits(server.options().limits());
            server.options().applyLogging();
        }
        Map<String, OptionSpec> options = Settings.options(command);
        for (String key : keys) {
            OptionSpec option = options.get(key);
            if (option != null && Effect.of(option) == Effect.AT_ONCE) {
                LOG.info("{} is now {}", key, shown(option, now.get(key)));
            } else {
                LOG.warn("{} has changed, which takes effect when the server is started anew", key);
            }
        }
        before = now;
    }

    private static String shown(OptionSpec option, @Nullable Value value) {
        return value == null ? "as by default" : Settings.shown(option, value.text());
    }

    private static @Nullable String text(@Nullable Value value) {
        return value == null ? null : value.text();
    }
}
