// The page's own connection to the broker: who is signed in there is known here, so no further password is asked for.

import { renew, token, userName } from '../base/session.js';
import { MqttClient } from './client.js';

/**
 * @param message hears what comes
 * @param state hears connecting, live, reconnecting, and why
 */
export const connectToBroker = (message, state) => new MqttClient({
  url: `${location.protocol.replace('http', 'ws')}//${location.host}/mqtt`,
  login: async (refused) => {
    if (refused) {
      await renew();
    }
    const number = crypto.getRandomValues(new Uint32Array(1))[0];
    return { userName: userName(), password: token(), clientId: `page-${number.toString(36)}` };
  },
  message,
  state,
});
