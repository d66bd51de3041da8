package tidings.client;

import java.lang.System.Logger.Level;

/// What a client says of its doings ([MqttClient#onLog]): [Level#DEBUG] for each packet, [Level#INFO] for coming and going,
/// [Level#WARNING] for what was lost, [Level#ERROR] for what the application did wrong.
public record LogLine(Level level, String text) {}
