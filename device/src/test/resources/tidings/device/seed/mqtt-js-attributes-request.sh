export TOKEN=$ACCESS_TOKEN
node mqtt-js-attributes-request.js
