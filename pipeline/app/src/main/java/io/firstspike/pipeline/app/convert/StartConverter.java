package io.firstspike.pipeline.app.convert;

import io.firstspike.engine.stepped.conversion.Start;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the words of the command line for potentials to begin with. */
final class StartConverter implements ITypeConverter<Start> {

  @Override
  public Start convert(String value) {
    return Arrays.stream(Start.values())
        .filter(start -> start.toString().equals(value))
        .findFirst()
        .orElseThrow(
            () -> new TypeConversionException("\"" + value + "\" is neither half nor zero"));
  }
}
