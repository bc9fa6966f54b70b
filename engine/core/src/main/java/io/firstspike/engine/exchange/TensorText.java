package io.firstspike.engine.exchange;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.StringJoiner;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * SpykeTorch's text format of tensors: a line of dimensions, then a line of values, both separated
 * by commas. A float is written with the fewest digits that are read back as the same float, in
 * NumPy's notation ({@code 0.1}, {@code 1e-05}, {@code 1e+16}).
 */
@API(status = Status.INTERNAL)
public final class TensorText {

  private static final int MAX_DIGITS = 9;

  private TensorText() {}

  /** The text of {@code array}. */
  public static String write(NumericArray array) {
    StringJoiner dimensions = new StringJoiner(",");
    for (int dimension : array.dimensions()) {
      dimensions.add(Integer.toString(dimension));
    }
    StringJoiner values = new StringJoiner(",");
    if (array.isFloat()) {
      for (float value : array.floats()) {
        values.add(shortest(value));
      }
    } else {
      for (long value : array.integers()) {
        values.add(Long.toString(value));
      }
    }
    return dimensions + "\n" + values + "\n";
  }

  /**
   * Reads an array of floats.
   *
   * @param origin name of the text in error messages
   * @throws FormatException if {@code text} is not in this format
   */
  public static NumericArray readFloats(String origin, String text) {
    return readFloats(origin, text, NumberBudget.oneArray());
  }

  static NumericArray readFloats(String origin, String text, NumberBudget budget) {
    budget.take(origin, 1 + text.chars().filter(c -> c == ',').count());
    String[] values = values(origin, text);
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = parse(origin, values[i], i);
    }
    return NumericArray.of(floats, dimensions(origin, text, values.length));
  }

  /**
   * Reads an array of integers.
   *
   * @param origin name of the text in error messages
   * @throws FormatException if {@code text} is not in this format
   */
  public static NumericArray readIntegers(String origin, String text) {
    String[] values = values(origin, text);
    long[] integers = new long[values.length];
    for (int i = 0; i < integers.length; i++) {
      try {
        integers[i] = Long.parseLong(values[i].strip());
      } catch (NumberFormatException e) {
        throw new FormatException(
            origin + ": value " + i + " is no integer: " + Excerpt.of(values[i]), e);
      }
    }
    return NumericArray.of(integers, dimensions(origin, text, values.length));
  }

  private static String[] values(String origin, String text) {
    String[] lines = text.strip().split("\r?\n", -1);
    if (lines.length != 2) {
      throw new FormatException(
          origin
              + " has "
              + lines.length
              + " lines; a tensor has one of dimensions, one of values");
    }
    return lines[1].split(",", -1);
  }

  private static int[] dimensions(String origin, String text, int values) {
    String line = text.strip().lines().findFirst().orElseThrow();
    try {
      int[] dimensions =
          Arrays.stream(line.split(",", -1))
              .map(String::strip)
              .mapToInt(Integer::parseInt)
              .toArray();
      if (NumericArray.size(dimensions) != values) {
        throw new FormatException(
            origin + " has " + values + " values for dimensions " + Excerpt.of(line));
      }
      return dimensions;
    } catch (IllegalArgumentException e) {
      throw new FormatException(origin + ": these are no dimensions: " + Excerpt.of(line), e);
    }
  }

  private static float parse(String origin, String value, int index) {
    try {
      return switch (value.strip()) {
        case "nan" -> Float.NaN;
        case "inf" -> Float.POSITIVE_INFINITY;
        case "-inf" -> Float.NEGATIVE_INFINITY;
        default -> Float.parseFloat(value);
      };
    } catch (NumberFormatException e) {
      throw new FormatException(
          origin + ": value " + index + " is no number: " + Excerpt.of(value), e);
    }
  }

  private static String shortest(float value) {
    if (Float.isNaN(value)) {
      return "nan";
    }
    if (Float.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    String sign = Float.floatToRawIntBits(value) < 0 ? "-" : "";
    if (value == 0) {
      return sign + "0.0";
    }
    BigDecimal rounded = round(Math.abs(value));
    // The decimal exponent of the first digit. NumPy writes numbers from 1e-4 to below 1e16 without
    // an exponent.
    int exponent = rounded.precision() - rounded.scale() - 1;
    return sign
        + (exponent < -4 || exponent >= 16 ? scientific(rounded, exponent) : positional(rounded));
  }

  private static BigDecimal round(float value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < MAX_DIGITS; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.floatValue() == value) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }

  private static String positional(BigDecimal value) {
    String plain = value.toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
  }

  private static String scientific(BigDecimal value, int exponent) {
    String digits = value.unscaledValue().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return mantissa
        + "e"
        + (exponent < 0 ? "-" : "+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
