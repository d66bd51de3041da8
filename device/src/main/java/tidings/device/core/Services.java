package tidings.device.core;

import java.time.InstantSource;
import tidings.device.json.PayloadParser;
import tidings.device.store.Store;

/// All that can be asked, for those who ask in the name of devices and people.
///
/// @param payloads how what devices send is understood
public record Services(
        Store store,
        Devices devices,
        Attributes attributes,
        Rpcs rpcs,
        ClientRpcs clientRpcs,
        Links links,
        LiveTelemetry live,
        Activity activity,
        Rejections rejections,
        PayloadParser payloads,
        Secrets secrets,
        InstantSource clock) {}
