"""Talks to itself through a broker with Paho for Python: HOST PORT VERSION QOS. Says "ok" if all went well.

In the environment: SCHEME if it is not mqtt, CA for TLS."""

import os
import queue
import sys

try:
    import paho.mqtt.client as mqtt
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties
except ImportError:
    sys.exit(77)

HOST, PORT, VERSION, QOS = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
PROTOCOL = {"3.1": mqtt.MQTTv31, "3.1.1": mqtt.MQTTv311, "5": mqtt.MQTTv5}[VERSION]
COUNT = 50
SCHEME = os.environ.get("SCHEME", "mqtt")
TOPIC = "paho/%s/%s/%d" % (SCHEME, VERSION, QOS)
SECONDS = 30
TRANSPORT = "websockets" if SCHEME.startswith("ws") else "tcp"


def client(name):
    identity = "paho-%s-%d-%s" % (VERSION, QOS, name)
    if hasattr(mqtt, "CallbackAPIVersion"):
        made = mqtt.Client(mqtt.CallbackAPIVersion.VERSION1, identity, protocol=PROTOCOL, transport=TRANSPORT)
    else:
        made = mqtt.Client(identity, protocol=PROTOCOL, transport=TRANSPORT)
    if SCHEME in ("mqtts", "wss"):
        made.tls_set(os.environ["CA"])
    made.events = queue.Queue()
    made.on_connect = lambda c, data, flags, code, *more: c.events.put(("connected", int(getattr(code, "value", code))))
    made.on_subscribe = lambda c, data, mid, granted, *more: c.events.put(("subscribed", granted))
    made.on_message = lambda c, data, message: c.events.put(("message", message))
    return made


def expect(what, of):
    kind, value = of.events.get(timeout=SECONDS)
    assert kind == what, "%s, not %s: %s" % (what, kind, value)
    return value


def connect(of):
    of.connect(HOST, PORT, keepalive=30)
    of.loop_start()
    assert expect("connected", of) == 0


def properties():
    if PROTOCOL != mqtt.MQTTv5:
        return {}
    made = Properties(PacketTypes.PUBLISH)
    made.ContentType = "text/plain"
    made.UserProperty = ("key", "value")
    return {"properties": made}


def main():
    subscriber, publisher = client("subscriber"), client("publisher")
    publisher.will_set(TOPIC + "/will", "gone", qos=QOS, retain=True)
    connect(subscriber)
    connect(publisher)
    subscriber.subscribe(TOPIC + "/#", qos=QOS)
    expect("subscribed", subscriber)

    sent = [publisher.publish(TOPIC, "m%d" % i, qos=QOS, **properties()) for i in range(COUNT)]
    for each in sent:
        each.wait_for_publish(SECONDS)
    for i in range(COUNT):
        message = expect("message", subscriber)
        assert message.payload == b"m%d" % i, message.payload
        assert message.qos == QOS and message.topic == TOPIC and not message.retain and not message.dup
        if PROTOCOL == mqtt.MQTTv5:
            assert message.properties.ContentType == "text/plain"
            assert message.properties.UserProperty == [("key", "value")]

    publisher._sock_close()  # without a word
    will = expect("message", subscriber)
    assert (will.topic, will.payload) == (TOPIC + "/will", b"gone"), will.topic
    subscriber.disconnect()
    subscriber.loop_stop()
    publisher.loop_stop()
    print("ok")


main()
