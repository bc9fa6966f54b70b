package io.firstspike.engine.nd4j.runtime;

import io.firstspike.engine.backend.BackendFailure;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Memory off the heap, where ND4J keeps its tensors. */
@API(status = Status.INTERNAL)
public final class Memory {

  private Memory() {}

  /**
   * The result of a computation.
   *
   * @throws BackendFailure if it needs more memory off the heap than this JVM may take
   */
  public static <T> T within(Supplier<T> computation) {
    try {
      return computation.get();
    } catch (OutOfMemoryError e) {
      if (!offHeap(e)) {
        throw e;
      }
      throw full(e);
    } catch (IllegalStateException e) {
      throw e.getCause() instanceof OutOfMemoryError error && offHeap(error) ? full(error) : e;
    }
  }

  /** Whether it was not Java's heap that was full. */
  private static boolean offHeap(OutOfMemoryError error) {
    String message = String.valueOf(error.getMessage());
    return message.contains("hysical") || message.contains("Cannot allocate");
  }

  private static BackendFailure full(OutOfMemoryError error) {
    return BackendFailure.full(
        "ND4J has too little memory off the heap ("
            + error.getMessage()
            + "): take smaller batches, such as --backend nd4j:batch=4, or give it more by"
            + " FIRSTSPIKE_JAVA_OPTS=-Dorg.bytedeco.javacpp.maxphysicalbytes=8g");
  }
}
