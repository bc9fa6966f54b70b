package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventDecoder;
import java.io.IOException;
import java.io.InputStream;

/** Feeds a decoder from a stream of bytes, in pieces. */
public final class EventReader {

  private static final int PIECE = 1 << 16;

  private EventReader() {}

  /** Decodes the rest of {@code in}, which stays open. */
  public static void readAll(InputStream in, EventDecoder decoder)
      throws IOException, MalformedException {
    byte[] piece = new byte[PIECE];
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      decoder.decode(piece, 0, read);
    }
    decoder.end();
  }
}
