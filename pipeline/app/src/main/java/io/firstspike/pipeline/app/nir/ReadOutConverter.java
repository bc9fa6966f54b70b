package io.firstspike.pipeline.app.nir;

import io.firstspike.engine.stepped.network.ReadOut;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the words of the command line for ways to read a decision. */
final class ReadOutConverter implements ITypeConverter<ReadOut> {

  @Override
  public ReadOut convert(String value) {
    return Arrays.stream(ReadOut.values())
        .filter(readOut -> readOut.toString().equals(value))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException("\"" + value + "\" is none of " + words()));
  }

  private static String words() {
    return Arrays.stream(ReadOut.values()).map(ReadOut::toString).collect(Collectors.joining(", "));
  }
}
