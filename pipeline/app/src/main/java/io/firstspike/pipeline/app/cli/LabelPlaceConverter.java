package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.replay.LabelPlace;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the words of the command line for the place of labels. */
final class LabelPlaceConverter implements ITypeConverter<LabelPlace> {

  @Override
  public LabelPlace convert(String value) {
    return switch (value) {
      case "topic" -> LabelPlace.TOPIC;
      case "header" -> LabelPlace.FRAME;
      case "none" -> LabelPlace.NOWHERE;
      default ->
          throw new TypeConversionException("\"" + value + "\" is not topic, header or none");
    };
  }
}
