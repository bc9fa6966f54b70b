package io.firstspike.pipeline.app.tuning;

import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.InputSpec.Misfit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a size in pixels, such as {@code 32x48}. */
final class SizeConverter implements ITypeConverter<InputSpec> {

  /** Fewer pixels a side have nothing to look for windows in. */
  static final int LEAST = 8;

  /** More pixels a side make a search of hours. */
  static final int MOST = 256;

  private static final Pattern SIZE = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

  @Override
  public InputSpec convert(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "\"" + text + "\" is no size HEIGHTxWIDTH in pixels, such as 32x48");
    }
    return resized(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /** The input of images of any size, brought to this one. */
  static InputSpec resized(int height, int width) {
    return new InputSpec(height, width, Channels.GREY, null, Misfit.RESIZE);
  }
}
