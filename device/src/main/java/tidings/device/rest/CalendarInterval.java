package tidings.device.rest;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Refusal;
import tidings.device.store.Telemetry.Question;

/// Intervals of the calendar, whose lengths differ, for aggregations by them (`intervalType`).
enum CalendarInterval {
    /// From Sunday on.
    WEEK,
    /// From Monday on.
    WEEK_ISO,
    MONTH,
    QUARTER;

    private static final int MOST = 10_000;

    /// The interval of a name, or null for those that all have the same number of milliseconds.
    ///
    /// @throws Refusal if there is none of that name
    static @Nullable CalendarInterval of(String name) {
        if (name.isEmpty() || name.equals("MILLISECONDS")) {
            return null;
        }
        try {
            return valueOf(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(
                    "An interval type is MILLISECONDS, WEEK, WEEK_ISO, MONTH or QUARTER, not " + name);
        }
    }

    /// A question for each interval. The first begins where the range does, all others where the calendar says.
    ///
    /// @throws Refusal if there are too many
    List<Question> cut(Question all, ZoneId zone) {
        List<Question> parts = new ArrayList<>();
        for (long from = all.from(); from < all.to();) {
            if (parts.size() == MOST) {
                throw Refusal.badRequest("The range has more than " + MOST + " intervals");
            }
            long to = Math.min(all.to(), next(Instant.ofEpochMilli(from).atZone(zone)).toInstant().toEpochMilli());
            parts.add(new Question(from, to, 1, false, to - from, all.aggregation()));
            from = to;
        }
        return parts;
    }

    /// When the interval ends that has a time.
    private ZonedDateTime next(ZonedDateTime time) {
        LocalDate day = time.toLocalDate();
        LocalDate next = switch (this) {
            case WEEK -> day.with(TemporalAdjusters.next(DayOfWeek.SUNDAY));
            case WEEK_ISO -> day.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
            case MONTH -> day.with(TemporalAdjusters.firstDayOfNextMonth());
            case QUARTER -> day.with(IsoFields.DAY_OF_QUARTER, 1).plusMonths(3);
        };
        return next.atStartOfDay(time.getZone());
    }
}
