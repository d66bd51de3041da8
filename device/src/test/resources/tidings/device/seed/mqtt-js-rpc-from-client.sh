export TOKEN=$ACCESS_TOKEN
node mqtt-js-rpc-from-client.js
