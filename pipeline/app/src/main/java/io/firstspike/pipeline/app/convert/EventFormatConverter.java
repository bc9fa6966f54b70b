package io.firstspike.pipeline.app.convert;

import io.firstspike.connectors.event.format.EventFormat;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the words of the command line for formats of recordings. */
final class EventFormatConverter implements ITypeConverter<EventFormat> {

  @Override
  public EventFormat convert(String value) {
    return EventFormat.of(value)
        .orElseThrow(() -> new TypeConversionException("\"" + value + "\" is none of " + words()));
  }

  static String words() {
    return Arrays.stream(EventFormat.values())
        .map(EventFormat::toString)
        .collect(Collectors.joining(", "));
  }
}
