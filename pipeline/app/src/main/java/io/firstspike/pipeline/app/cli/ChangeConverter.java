package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.protocol.Change;
import io.firstspike.pipeline.app.data.Words;
import picocli.CommandLine.ITypeConverter;

/** Converts the words of the command line for what changes at a drift. */
final class ChangeConverter implements ITypeConverter<Change> {

  @Override
  public Change convert(String value) {
    return Words.choose(value, Change.values());
  }
}
