package tidings.device.core;

import java.time.InstantSource;
import tidings.device.DeviceLimits;
import tidings.device.json.PayloadParser;
import tidings.device.store.Store;

/// All that can be asked, for those who ask in the name of devices and people.
///
/// @param limits how much devices may do
/// @param payloads how what devices send is understood
public record Services(
        Store store,
        DeviceLimits limits,
        Devices devices,
        Attributes attributes,
        Rpcs rpcs,
        ClientRpcs clientRpcs,
        Customers customers,
        Profiles profiles,
        Packages packages,
        Updates updates,
        Rollouts rollouts,
        Claims claims,
        Provisioning provisioning,
        Certificates certificates,
        Links links,
        LiveTelemetry live,
        Activity activity,
        Rejections rejections,
        ConnectionLog connections,
        MessageLog messages,
        AddressGuard guard,
        RateLimits rates,
        PayloadParser payloads,
        Secrets secrets,
        InstantSource clock) {}
