package tidings.device.rest;

import tidings.device.core.Accounts;
import tidings.device.core.ApiKeys;
import tidings.device.core.AuditLog;
import tidings.device.core.RateLimit;

/// What only people ask for, beside what they share with devices.
///
/// @param requestRate how often a user may call
public record Desk(Accounts accounts, ApiKeys keys, AuditLog audit, Identity identity, RateLimit requestRate) {}
