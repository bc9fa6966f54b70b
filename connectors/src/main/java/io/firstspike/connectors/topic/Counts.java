package io.firstspike.connectors.topic;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Values of all counters of a learner, from its beginning on. Immutable. */
@API(status = Status.MAINTAINED)
public final class Counts {

  /** All 0. */
  public static final Counts NONE = new Counts(Map.of());

  private final Map<Counter, Long> values = new EnumMap<>(Counter.class);

  private Counts(Map<Counter, Long> some) {
    for (Counter counter : Counter.values()) {
      values.put(counter, some.getOrDefault(counter, 0L));
    }
  }

  /** Counts of which those that are not in {@code values} are 0. */
  public static Counts of(Map<Counter, Long> values) {
    return new Counts(values);
  }

  /** Reads the fields of a metrics record; those of later programs are left out. */
  @JsonCreator
  static Counts read(Map<String, Object> fields) {
    Map<Counter, Long> values = new EnumMap<>(Counter.class);
    for (Counter counter : Counter.values()) {
      Object value = fields.get(counter.field());
      if (!(value instanceof Integer || value instanceof Long)) {
        throw new IllegalArgumentException(
            "totals." + counter.field() + " must be a whole number, not " + value);
      }
      values.put(counter, ((Number) value).longValue());
    }
    return new Counts(values);
  }

  /** The value of one counter. */
  public long of(Counter counter) {
    return values.get(counter);
  }

  /** The fields of a metrics record, in the order of the counters. */
  @JsonValue
  Map<String, Long> fields() {
    Map<String, Long> fields = new LinkedHashMap<>();
    values.forEach((counter, value) -> fields.put(counter.field(), value));
    return fields;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Counts that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return fields().toString();
  }
}
