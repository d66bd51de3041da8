# One Paho client talks to itself through the broker: every message at each quality, each the right number of times.
# Usage: paho_round.py PORT VERSION, where VERSION is 3, 4 or 5.
import sys
import threading

import paho.mqtt.client as mqtt

port, version = int(sys.argv[1]), int(sys.argv[2])
COUNT = 200
received = {0: [], 1: [], 2: []}
all_here = threading.Event()
subscribed = threading.Event()


def on_connect(client, userdata, flags, rc, properties=None):
    if rc != 0:
        print("refused:", rc)
        sys.exit(1)
    client.subscribe([("round/0/#", 0), ("round/+/1", 1), ("round/2/2", 2)]) if version < 5 else client.subscribe(
        [("round/0/#", mqtt.SubscribeOptions(qos=0)), ("round/+/1", mqtt.SubscribeOptions(qos=1)),
         ("round/2/2", mqtt.SubscribeOptions(qos=2))])


def on_message(client, userdata, message):
    received[message.qos].append(int(message.payload))
    if all(len(numbers) == COUNT for numbers in received.values()):
        all_here.set()


client = mqtt.Client(client_id="paho-%d" % version, protocol=version)
client.on_connect = on_connect
client.on_subscribe = lambda *rest: subscribed.set()
client.on_message = on_message
client.connect("127.0.0.1", port)
client.loop_start()
assert subscribed.wait(20), "no SUBACK"
for number in range(COUNT):
    for qos in (0, 1, 2):
        client.publish("round/%d/%d" % (qos, qos), str(number), qos)
assert all_here.wait(30), {qos: len(numbers) for qos, numbers in received.items()}
for qos, numbers in received.items():
    assert numbers == list(range(COUNT)), (qos, numbers)
client.disconnect()
client.loop_stop()
print("ok")
