// Node loads this before the examples, which know the usual port only: it leads them to the port of the test.
const net = require('net');

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function toTheTest(...args) {
  const where = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (where === 1883) {
    args[0] = Number(process.env.TIDINGS_PORT);
  } else if (where && where.port === 1883) {
    where.port = Number(process.env.TIDINGS_PORT);
  }
  return connect.apply(this, args);
};
