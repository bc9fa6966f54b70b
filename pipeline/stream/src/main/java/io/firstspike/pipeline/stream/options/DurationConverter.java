package io.firstspike.pipeline.stream.options;

import java.time.Duration;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Spans of time such as {@code 100ms}, {@code 10s}, {@code 5min}, {@code 2h}. */
public final class DurationConverter implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String value) {
    try {
      return TimeUtils.parseDuration(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "\"" + value + "\" is no span of time; write for example 100ms, 10s, 5min or 2h");
    }
  }
}
