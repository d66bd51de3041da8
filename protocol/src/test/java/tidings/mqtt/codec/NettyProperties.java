package tidings.mqtt.codec;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringPair;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperties;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import java.util.List;
import tidings.mqtt.Bytes;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Property.Pair;

/// Our properties as Netty's, and back.
final class NettyProperties {

    private NettyProperties() {}

    static MqttProperties toNetty(Properties properties) {
        MqttProperties netty = new MqttProperties();
        properties.forEach((property, value) -> netty.add(switch (property.wire()) {
            case FLAG -> new IntegerProperty(property.id(), (Boolean) value ? 1 : 0);
            case BYTE, TWO_BYTES, VAR_INT -> new IntegerProperty(property.id(), (Integer) value);
            case FOUR_BYTES -> new IntegerProperty(property.id(), (int) (long) (Long) value);
            case TEXT -> new StringProperty(property.id(), (String) value);
            case BINARY -> new BinaryProperty(property.id(), ((Bytes) value).toArray());
            case PAIR -> new UserProperty(((Pair) value).name(), ((Pair) value).value());
        }));
        return netty;
    }

    /// In the order of their ids, since Netty keeps none.
    static Properties fromNetty(MqttProperties netty) {
        Properties.Builder properties = Properties.builder();
        for (Property<?> property : Property.all()) {
            for (MqttProperty<?> each : all(netty, property)) {
                if (each instanceof UserProperties pairs) {
                    pairs.value().forEach(pair -> add(properties, property, pair));
                } else {
                    add(properties, property, each.value());
                }
            }
        }
        return properties.build();
    }

    private static List<? extends MqttProperty<?>> all(MqttProperties netty, Property<?> property) {
        if (property.mayRepeatIn(Property.Place.PUBLISH) && !property.equals(Property.USER_PROPERTY)) {
            return raw(netty.getProperties(property.id()));
        }
        MqttProperty<?> one = netty.getProperty(property.id());
        return one == null ? List.of() : List.of(one);
    }

    @SuppressWarnings("unchecked") // Netty's signature is raw
    private static List<? extends MqttProperty<?>> raw(List<?> list) {
        return (List<? extends MqttProperty<?>>) list;
    }

    private static <T> void add(Properties.Builder properties, Property<T> property, Object value) {
        properties.add(property, property.cast(switch (property.wire()) {
            case FLAG -> (Integer) value != 0;
            case BYTE -> (Integer) value & 0xFF;
            case TWO_BYTES -> (Integer) value & 0xFFFF;
            case FOUR_BYTES -> (Integer) value & 0xFFFF_FFFFL;
            case VAR_INT, TEXT -> value;
            case BINARY -> Bytes.copyOf((byte[]) value);
            case PAIR -> new Pair(((StringPair) value).key, ((StringPair) value).value);
        }));
    }
}
