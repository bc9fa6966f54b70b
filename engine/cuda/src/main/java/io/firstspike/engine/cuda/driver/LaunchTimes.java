package io.firstspike.engine.cuda.driver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events before and after each launch that a stream is given, which tell the kernels' times. */
final class LaunchTimes implements AutoCloseable {

  private static final double MILLIS = 1e-3;

  private final long stream;
  private final List<Launch> launches = new ArrayList<>();

  private record Launch(String kernel, long begun, long ended) {}

  LaunchTimes(long stream) {
    this.stream = stream;
  }

  /** An event that is reached when all that the stream was given so far is done. */
  private long event() {
    long[] event = new long[1];
    Driver.check("cuEventCreate", CudaApi.cuEventCreate(event, 0));
    Driver.check("cuEventRecord", CudaApi.cuEventRecord(event[0], stream));
    return event[0];
  }

  /** Does a launch between two events. */
  void during(String kernel, Runnable launch) {
    long begun = event();
    launch.run();
    launches.add(new Launch(kernel, begun, event()));
  }

  /** The seconds that each kernel has taken, in the order of their first launches. */
  Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (Launch launch : launches) {
      float[] millis = new float[1];
      Driver.check("cuEventSynchronize", CudaApi.cuEventSynchronize(launch.ended));
      Driver.check(
          "cuEventElapsedTime", CudaApi.cuEventElapsedTime(millis, launch.begun, launch.ended));
      seconds.merge(launch.kernel, millis[0] * MILLIS, Double::sum);
    }
    return seconds;
  }

  @Override
  public void close() {
    for (Launch launch : launches) {
      CudaApi.cuEventDestroy_v2(launch.begun);
      CudaApi.cuEventDestroy_v2(launch.ended);
    }
  }
}
