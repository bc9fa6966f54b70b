package io.firstspike.pipeline.app.nir;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts times such as 0.1ms, 250us, 1e-4s or 0.0001 to seconds. */
final class SecondsConverter implements ITypeConverter<Double> {

  private static final Pattern TIME =
      Pattern.compile("([0-9]*\\.?[0-9]+(?:[eE][+-]?[0-9]+)?)\\s*(s|ms|us)?");

  private static final Map<String, Double> UNITS = Map.of("s", 1.0, "ms", 1e3, "us", 1e6);

  @Override
  public Double convert(String value) {
    Matcher time = TIME.matcher(value.strip());
    if (!time.matches()) {
      throw wrong(value);
    }
    String unit = time.group(2) == null ? "s" : time.group(2);
    double seconds = Double.parseDouble(time.group(1)) / UNITS.get(unit);
    if (!(seconds > 0 && seconds < Double.POSITIVE_INFINITY)) {
      throw wrong(value);
    }
    return seconds;
  }

  private static TypeConversionException wrong(String value) {
    return new TypeConversionException(
        "\"" + value + "\" is no time above 0, such as 0.1ms, 250us or 1e-4s");
  }
}
