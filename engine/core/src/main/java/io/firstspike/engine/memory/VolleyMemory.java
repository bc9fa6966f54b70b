package io.firstspike.engine.memory;

import io.firstspike.engine.spec.MemorySpec;
import io.firstspike.engine.spec.MemorySpec.Keep;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Keeps volleys with their labels within a number of bytes, the same number of each label as far as
 * it goes. When it is full, the label with the most volleys makes room for one that has fewer; a
 * volley of a label that has about as many takes the place of a random one of this label, with the
 * probability that makes all of its kind equally likely to be kept (class-balancing reservoir
 * sampling: A. Chrysakis, M.-F. Moens: Online continual learning from imbalanced data, ICML 2020),
 * or that of the oldest, as the spec says.
 *
 * <p>What it holds can be written and read as numbered entries, of which {@link #takeChanges} tells
 * those that have changed. The same labels in the same order leave the same entries, bit by bit.
 * Not thread-safe.
 */
@API(status = Status.INTERNAL)
public final class VolleyMemory {

  /** A label lacks volleys if it has fewer than the fullest by more than one part in so many. */
  private static final int ABOUT_AS_MANY = 16;

  /** The bytes that are counted for each volley beside its code: the entry's number and length. */
  private static final int BESIDE = 8;

  /** The bytes before the code of a volley: the number of its label. */
  private static final int STAMP = Long.BYTES;

  /** The number of the entry with the counts; words are numbered below it, volleys from 0 on. */
  private static final long COUNTS = -1;

  private final MemorySpec spec;
  private final Shape shape;
  private final int steps;
  private final Shelf[] shelves;
  private final long[] seen;
  private final long[] latest;
  private final Map<Long, byte[]> changes = new TreeMap<>();
  private VolleyCoding coding;

  /** The code of the volley that is offered next, if it is known already; else null. */
  private byte[] coded;

  private int savedWords;
  private long bytes;
  private int volleys;

  /**
   * Creates an empty memory.
   *
   * @param shape shape of the volleys
   * @param steps number of their time steps
   * @param capacity number of labels that there are neurons for
   */
  public VolleyMemory(MemorySpec spec, Shape shape, int steps, int capacity) {
    this.spec = spec;
    this.shape = shape;
    this.steps = steps;
    this.coding = VolleyCoding.of(shape, steps, spec.mostWords(), spec.bytes());
    this.shelves = new Shelf[capacity];
    this.seen = new long[capacity];
    this.latest = new long[capacity];
    for (int label = 0; label < capacity; label++) {
      shelves[label] = new Shelf();
    }
  }

  /** The number of volleys. */
  public int volleys() {
    return volleys;
  }

  /** The bytes that volleys and codebook take, as the spec's limit counts them. */
  public long bytes() {
    return bytes + coding.bytes();
  }

  /**
   * Notes that a label has come.
   *
   * @param at number of the label, counted from 1
   */
  public void meet(int label, long at) {
    latest[label] = at;
  }

  /** Whether {@code label} is one of the recent ones when label number {@code at} comes. */
  public boolean recent(int label, long at) {
    return latest[label] > 0 && at - latest[label] < spec.recent();
  }

  /** The share of the known labels that are recent when label number {@code at} comes. */
  public double recentShare(long at) {
    int known = 0;
    int recent = 0;
    for (int label = 0; label < latest.length; label++) {
      known += latest[label] > 0 ? 1 : 0;
      recent += recent(label, at) ? 1 : 0;
    }
    return known == 0 ? 1 : (double) recent / known;
  }

  /**
   * Draws a label, all those with volleys being equally likely.
   *
   * @return its index; -1 if the memory is empty
   */
  public int drawLabel(Random random) {
    int filled = 0;
    for (Shelf shelf : shelves) {
      filled += shelf.size() > 0 ? 1 : 0;
    }
    int left = filled == 0 ? -1 : random.nextInt(filled);
    for (int label = 0; left >= 0; label++) {
      left -= shelves[label].size() > 0 ? 1 : 0;
      if (left < 0) {
        return label;
      }
    }
    return -1;
  }

  /**
   * Draws one of a label's volleys and recalls it.
   *
   * @return a volley that is valid until the next call
   */
  public Volley recall(int label, Random random) {
    Shelf shelf = shelves[label];
    return coding.recall(shelf.entry(random.nextInt(shelf.size())), STAMP);
  }

  /**
   * Codes a volley, which is to be offered next, and recalls it.
   *
   * @return a volley that is valid until the next call
   */
  public Volley recalled(Spikes volley, Random random) {
    coded = coding.code(volley);
    makeRoom(random); // The coding may have learned from it.
    return coding.recall(coded, 0);
  }

  /**
   * Offers a volley, which is kept or not.
   *
   * @param at number of the label, counted from 1
   */
  public void offer(Spikes volley, int label, long at, Random random) {
    seen[label]++;
    int place = placeOfNext(label, random);
    if (place >= 0) {
      put(label, place, entry(coded == null ? coding.code(volley) : coded, at));
      makeRoom(random);
    }
    coded = null;
  }

  /** The place of the next volley of {@code label}; -1 if it is not to be kept. */
  private int placeOfNext(int label, Random random) {
    Shelf shelf = shelves[label];
    if (shelf.size() < spec.mostPerLabel() && !(full() && hasItsShare(shelf))) {
      return shelf.size();
    }
    if (spec.keep() == Keep.LATEST) {
      return shelf.oldest();
    }
    long place = (long) (random.nextDouble() * seen[label]);
    return place < shelf.size() ? (int) place : -1;
  }

  private static byte[] entry(byte[] code, long at) {
    return ByteBuffer.allocate(STAMP + code.length).putLong(at).put(code).array();
  }

  /** Whether another volley of the mean size would be too much. */
  private boolean full() {
    return volleys > 0 && bytes() + bytes / volleys > spec.bytes();
  }

  /** Whether a label has about as many volleys as any other. */
  private boolean hasItsShare(Shelf shelf) {
    int most = shelves[fullestLabel()].size();
    return most - shelf.size() <= most / ABOUT_AS_MANY;
  }

  /** The label with the most volleys; of several, the first. */
  private int fullestLabel() {
    int fullest = 0;
    for (int label = 1; label < shelves.length; label++) {
      if (shelves[label].size() > shelves[fullest].size()) {
        fullest = label;
      }
    }
    return fullest;
  }

  private void makeRoom(Random random) {
    while (bytes() > spec.bytes() && volleys > 1) {
      int label = fullestLabel();
      Shelf shelf = shelves[label];
      remove(label, spec.keep() == Keep.LATEST ? shelf.oldest() : random.nextInt(shelf.size()));
    }
  }

  private void put(int label, int place, byte[] entry) {
    Shelf shelf = shelves[label];
    if (place == shelf.size()) {
      shelf.add(entry);
      volleys++;
    } else {
      bytes -= size(shelf.set(place, entry));
    }
    bytes += size(entry);
    changes.put(number(label, place), entry);
  }

  /** Removes a volley; the shelf's last one takes its place. */
  private void remove(int label, int place) {
    Shelf shelf = shelves[label];
    int last = shelf.size() - 1;
    byte[] moved = shelf.entry(last);
    bytes -= size(shelf.entry(place));
    shelf.set(place, moved);
    shelf.removeLast();
    volleys--;
    if (place < last) {
      changes.put(number(label, place), moved);
    }
    changes.put(number(label, last), null);
  }

  private static int size(byte[] entry) {
    return entry.length + BESIDE;
  }

  private static long number(int label, int place) {
    return (long) label << Integer.SIZE | place;
  }

  /** Forgets all volleys whose label came before label number {@code at}. */
  public void forgetBefore(long at) {
    for (int label = 0; label < shelves.length; label++) {
      for (int place = shelves[label].size() - 1; place >= 0; place--) {
        if (shelves[label].stamp(place) < at) {
          remove(label, place);
        }
      }
      seen[label] = shelves[label].size();
    }
  }

  /** Forgets a label, as if it had never come. */
  public void forget(int label) {
    while (shelves[label].size() > 0) {
      remove(label, shelves[label].size() - 1);
    }
    seen[label] = 0;
    latest[label] = 0;
  }

  /**
   * Returns the entries that have changed since the last call, all at the first one, and counts
   * them as saved.
   *
   * @return contents by number; null for entries that are gone. Contents never change
   */
  public Map<Long, byte[]> takeChanges() {
    Map<Long, byte[]> taken = new TreeMap<>(changes);
    putWordsAndCounts(savedWords, taken);
    savedWords = coding.words();
    changes.clear();
    return taken;
  }

  /** All entries, as {@link #takeChanges} gives them at first; they do not count as saved. */
  public Map<Long, byte[]> entries() {
    Map<Long, byte[]> entries = new TreeMap<>();
    putWordsAndCounts(0, entries);
    for (int label = 0; label < shelves.length; label++) {
      for (int place = 0; place < shelves[label].size(); place++) {
        entries.put(number(label, place), shelves[label].entry(place));
      }
    }
    return entries;
  }

  private void putWordsAndCounts(int firstWord, Map<Long, byte[]> entries) {
    for (int word = firstWord; word < coding.words(); word++) {
      entries.put(COUNTS - 1 - word, coding.word(word));
    }
    entries.put(COUNTS, counts());
  }

  private byte[] counts() {
    ByteBuffer counts = ByteBuffer.allocate(2 * Long.BYTES * seen.length);
    counts.asLongBuffer().put(seen).put(latest);
    return counts.array();
  }

  /**
   * Replaces the content by entries that {@link #takeChanges} has given.
   *
   * @param entries all of them that are not gone
   */
  public void restore(Map<Long, byte[]> entries) {
    clear();
    TreeMap<Long, byte[]> ordered = new TreeMap<>(entries);
    for (byte[] word : ordered.headMap(COUNTS, false).descendingMap().values()) {
      coding.addWord(word);
    }
    if (ordered.containsKey(COUNTS)) {
      ByteBuffer.wrap(ordered.get(COUNTS)).asLongBuffer().get(seen).get(latest);
    }
    for (Map.Entry<Long, byte[]> volley : ordered.tailMap(0L, true).entrySet()) {
      shelves[(int) (volley.getKey() >>> Integer.SIZE)].add(volley.getValue());
      volleys++;
      bytes += size(volley.getValue());
    }
    savedWords = coding.words();
  }

  private void clear() {
    coding = VolleyCoding.of(shape, steps, spec.mostWords(), spec.bytes());
    for (int label = 0; label < shelves.length; label++) {
      shelves[label] = new Shelf();
      seen[label] = 0;
      latest[label] = 0;
    }
    changes.clear();
    coded = null;
    savedWords = 0;
    bytes = 0;
    volleys = 0;
  }
}
