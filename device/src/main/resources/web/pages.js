// All pages that need a login: where they are, what they are called, who sees them in the navigation.

import { isAdministrator, isCustomer } from './base/session.js';
import { alarmsPage } from './pages/alarms.js';
import { bricksPage } from './pages/bricks.js';
import { brokerPage } from './pages/broker.js';
import { consolePage } from './pages/console.js';
import { devicePage } from './pages/device.js';
import { devicesPage } from './pages/devices.js';
import { firmwarePage } from './pages/firmware.js';
import { overviewPage } from './pages/overview.js';
import { peoplePage } from './pages/people.js';

const everybody = () => true;
const staff = () => !isCustomer();

export const pages = [
  { path: /^\/overview$/, at: '/overview', title: 'Overview', icon: 'overview', open: overviewPage, for: everybody },
  { path: /^\/devices$/, at: '/devices', title: 'Devices', icon: 'devices', open: devicesPage, for: everybody },
  { path: /^\/devices\/(.+)$/, within: '/devices', title: 'Device', open: devicePage },
  { path: /^\/firmware$/, at: '/firmware', title: 'Firmware', icon: 'firmware', open: firmwarePage, for: staff },
  { path: /^\/alarms$/, at: '/alarms', title: 'Alarms', icon: 'alarms', open: alarmsPage, for: everybody },
  { path: /^\/broker$/, at: '/broker', title: 'Broker', icon: 'broker', open: brokerPage, for: isAdministrator },
  { path: /^\/console$/, at: '/console', title: 'MQTT console', icon: 'console', open: consolePage, for: isAdministrator },
  { path: /^\/bricks$/, at: '/bricks', title: 'Bricks', icon: 'bricks', open: bricksPage, for: isAdministrator },
  { path: /^\/people$/, at: '/people', title: 'People', icon: 'people', open: peoplePage, for: isAdministrator },
];

/** What the navigation shows to who is signed in. */
export const destinations = () => pages.filter((page) => page.at && page.for());
