package tidings.tinkerforge.gateway;

/// Where messages go: at most once, not kept.
@FunctionalInterface
public interface Publisher {
    void publish(String topic, String payload);
}
