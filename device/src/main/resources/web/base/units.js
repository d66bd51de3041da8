// In which unit a value is. Devices send numbers without one, so names tell: of whole keys, and of their last part.
// The server attribute `units` of a device, such as {"level": "mm"}, says it better.

const NAMES = new Map(Object.entries({
  temperature: '°C', temp: '°C', dewpoint: '°C', humidity: '%', battery: '%', soil_moisture: '%', pressure: 'hPa',
  airpressure: 'hPa', voltage: 'V', current: 'A', power: 'W', energy: 'kWh', illuminance: 'lx', co2: 'ppm',
  rssi: 'dBm', speed: 'km/h', wind_speed: 'km/h', rain: 'mm', distance: 'mm', weight: 'kg', frequency: 'Hz',
}));
const ENDINGS = [[/(_|(?<=[a-z]))(ms|Ms)$/, 'ms'], [/_s$/, 's'], [/_(c|celsius)$|Celsius$/, '°C'],
  [/_(percent|pct)$|Percent$/, '%'], [/_hpa$/i, 'hPa'], [/_mv$/i, 'mV'], [/_v$|Volts?$/, 'V'], [/_ma$/i, 'mA'],
  [/_w$|Watts?$/, 'W'], [/_kwh$/i, 'kWh'], [/_mm$/i, 'mm'], [/_lx$/i, 'lx'], [/_ppm$/i, 'ppm'], [/_dbm$/i, 'dBm'],
  [/_hz$/i, 'Hz'], [/_bytes$|Bytes$/, 'B']];

/** @param told what the device's attribute says, or nothing */
export function unitOf(key, told) {
  if (typeof told?.[key] === 'string') {
    return told[key];
  }
  const lastWord = key.split(/[_.\s-]|(?=[A-Z])/).at(-1);
  return NAMES.get(key.toLowerCase()) ?? ENDINGS.find(([ending]) => ending.test(key))?.[1]
    ?? NAMES.get(lastWord.toLowerCase()) ?? '';
}
