package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.protocol.Order;
import io.firstspike.pipeline.app.data.Words;
import picocli.CommandLine.ITypeConverter;

/** Converts the words of the command line for orders of images. */
final class OrderConverter implements ITypeConverter<Order> {

  @Override
  public Order convert(String value) {
    return Words.choose(value, Order.values());
  }
}
