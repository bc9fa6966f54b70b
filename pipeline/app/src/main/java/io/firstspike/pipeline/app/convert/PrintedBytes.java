package io.firstspike.pipeline.app.convert;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Bytes of ASCII text that are printed; closing leaves the printer open. */
final class PrintedBytes extends OutputStream {

  private final PrintWriter printer;

  PrintedBytes(PrintWriter printer) {
    this.printer = printer;
  }

  @Override
  public void write(int value) throws IOException {
    printer.write(value);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    printer.write(new String(bytes, from, length, StandardCharsets.US_ASCII));
    if (printer.checkError()) {
      throw new IOException("the standard output is closed");
    }
  }
}
