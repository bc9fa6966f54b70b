package io.firstspike.engine.memory;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import java.util.Arrays;

/**
 * Codes a volley location by location: the pattern of the maps that fire there is replaced by the
 * nearest one of a {@link Codebook}, and kept as its number. An MNIST digit's 2,170 inputs take
 * about 76 bytes so, where an exact code takes 1,300; about a seventh of the inputs come back wrong
 * either way, which a decision layer hardly minds as long as all labels have such mistakes. After
 * T. L. Hayes et al.: REMIND your neural network to prevent catastrophic forgetting, ECCV 2020,
 * with a codebook that grows with the stream.
 *
 * <p>A code is one bit for each location, set where any map fires, then the numbers of these
 * locations' patterns, each of as many bits as the largest number needs. Not thread-safe.
 */
final class PatternCoding implements VolleyCoding {

  /** The share of the memory that the codebook may take is one part in so many. */
  private static final int CODEBOOK_SHARE = 8;

  private final Shape shape;
  private final int steps;
  private final int locations;
  private final int longs;
  private final int bits;
  private final Codebook codebook;
  private final long[] patterns;
  private final VolleyBuffer recalled;
  private final int[] numbers;
  private final int[] starts;
  private int[] neurons = new int[256];

  /**
   * Creates a coding that knows no words.
   *
   * @param most the most words
   * @param bytes the memory that there is for volleys and coding
   */
  PatternCoding(Shape shape, int steps, int most, int bytes) {
    this.shape = shape;
    this.steps = steps;
    this.locations = shape.locations();
    this.longs = (shape.maps() + Long.SIZE - 1) / Long.SIZE;
    int words = Math.max(1, Math.min(most, bytes / CODEBOOK_SHARE / (longs * Long.BYTES)));
    this.bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(words - 1));
    this.codebook = new Codebook(words, shape.maps());
    this.patterns = new long[locations * longs];
    this.recalled = new VolleyBuffer(shape);
    this.numbers = new int[locations];
    this.starts = new int[shape.maps() + 1];
  }

  @Override
  public byte[] code(Spikes volley) {
    fillPatterns(volley);
    BitPacking code = new BitPacking(new byte[(locations * (1 + bits) + 7) / 8]);
    for (int location = 0; location < locations; location++) {
      code.write(fires(location) ? 1 : 0, 1);
    }
    for (int location = 0; location < locations; location++) {
      if (fires(location)) {
        code.write(codebook.number(patterns, location * longs), bits);
      }
    }
    return code.written();
  }

  /**
   * Sets the bits of one map after the other, as most spikes come in the order of their neurons.
   */
  private void fillPatterns(Spikes volley) {
    Arrays.fill(patterns, 0);
    int i = 0;
    while (i < volley.count()) {
      int map = volley.spike(i) / locations;
      int first = map * locations;
      for (; i < volley.count(); i++) {
        int location = volley.spike(i) - first;
        if (location < 0 || location >= locations) {
          break;
        }
        patterns[location * longs + map / Long.SIZE] |= 1L << map;
      }
    }
  }

  private boolean fires(int location) {
    for (int i = location * longs; i < (location + 1) * longs; i++) {
      if (patterns[i] != 0) {
        return true;
      }
    }
    return false;
  }

  /** Neurons come in the order of their flat index, map by map, by counting those of each map. */
  @Override
  public Volley recall(byte[] code, int from) {
    readNumbers(code, from);
    Arrays.fill(starts, 0);
    for (int number : numbers) {
      for (char map : mapsOf(number)) {
        starts[map + 1]++;
      }
    }
    for (int map = 0; map < shape.maps(); map++) {
      starts[map + 1] += starts[map];
    }
    int count = starts[shape.maps()];
    if (count > neurons.length) {
      neurons = new int[count];
    }
    for (int location = 0; location < locations; location++) {
      for (char map : mapsOf(numbers[location])) {
        neurons[starts[map]++] = map * locations + location;
      }
    }
    return recalled.fillLast(steps, neurons, count);
  }

  /** Reads the number of each location's pattern; -1 where nothing fires. */
  private void readNumbers(byte[] code, int from) {
    BitPacking packed = new BitPacking(code).from(from);
    for (int location = 0; location < locations; location++) {
      numbers[location] = packed.read(1) - 1;
    }
    for (int location = 0; location < locations; location++) {
      if (numbers[location] == 0) {
        numbers[location] = packed.read(bits);
      }
    }
  }

  private char[] mapsOf(int number) {
    return number < 0 ? Codebook.NO_MAPS : codebook.maps(number);
  }

  @Override
  public long bytes() {
    return codebook.bytes();
  }

  @Override
  public int words() {
    return codebook.size();
  }

  @Override
  public byte[] word(int index) {
    return codebook.word(index);
  }

  @Override
  public void addWord(byte[] word) {
    codebook.add(word);
  }
}
