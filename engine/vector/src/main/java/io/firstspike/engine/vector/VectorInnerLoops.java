package io.firstspike.engine.vector;

import io.firstspike.engine.compute.InnerLoops;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The inner loops on the machine's vector registers, whatever their length. Products and sums are
 * rounded one by one, never fused, as plain Java does it. Needs {@code --add-modules
 * jdk.incubator.vector}.
 *
 * <p>No vector lives longer than one round of a loop, or goes from method to method: of those that
 * do, the compiler of Java 17 may lose the type, and then puts each one on the heap. What a loop
 * adds up stays in an array, several steps being done at a time.
 */
@API(status = Status.INTERNAL)
public final class VectorInnerLoops implements InnerLoops.Provider {

  @Override
  public InnerLoops loops() {
    InnerLoops plain = InnerLoops.plain();
    return new InnerLoops(
        new VectorBitLoops(),
        new VectorPixelLoops(plain.pixels()),
        new VectorWeightLoops(plain.weights()));
  }
}
