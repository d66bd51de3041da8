package tidings.broker;

import tidings.mqtt.Subscription;

/// Who subscribed to what.
public record SubscriptionDetails(String clientId, Subscription subscription) {}
