package io.firstspike.engine.memory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The volleys of one label in a memory, as entries that begin with the number of their label. */
final class Shelf {

  private final List<byte[]> entries = new ArrayList<>();

  int size() {
    return entries.size();
  }

  byte[] entry(int place) {
    return entries.get(place);
  }

  void add(byte[] entry) {
    entries.add(entry);
  }

  /** Replaces an entry and returns what was there. */
  byte[] set(int place, byte[] entry) {
    return entries.set(place, entry);
  }

  void removeLast() {
    entries.remove(entries.size() - 1);
  }

  /** The number of the label that the volley at {@code place} came with. */
  long stamp(int place) {
    return ByteBuffer.wrap(entries.get(place)).getLong();
  }

  /** The place of the volley that came first. */
  int oldest() {
    int oldest = 0;
    for (int place = 1; place < entries.size(); place++) {
      if (stamp(place) < stamp(oldest)) {
        oldest = place;
      }
    }
    return oldest;
  }
}
