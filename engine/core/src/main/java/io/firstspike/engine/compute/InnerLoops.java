package io.firstspike.engine.compute;

import java.util.ServiceLoader;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The innermost loops, where nearly all time is spent. All implementations give the same bits; the
 * fastest this machine and this virtual machine can run is found through {@link ServiceLoader}. Not
 * thread-safe: loops may keep buffers, so ask for some for each thread.
 *
 * @param bits counting and pooling on bits
 * @param pixels filters
 * @param weights weights and potentials
 */
@API(status = Status.MAINTAINED)
public record InnerLoops(BitLoops bits, PixelLoops pixels, WeightLoops weights) {

  /** Floats by which rows of weights and of filtered cells are filled up. */
  public static final int LANES = 16;

  /** Service that gives faster loops than the plain ones, found through {@code ServiceLoader}. */
  public interface Provider {

    /** New loops, for one thread. */
    InnerLoops loops();
  }

  /** Loops in plain Java, which run everywhere. */
  public static InnerLoops plain() {
    return new InnerLoops(new PlainBitLoops(), new PlainPixelLoops(), new PlainWeightLoops());
  }

  /**
   * The fastest loops at hand: those of the first provider that this virtual machine can run, or
   * the plain ones. {@code -Dfirstspike.loops=plain} asks for the plain ones.
   */
  public static InnerLoops fastest() {
    return FastestInnerLoops.SOURCE.loops();
  }
}
