package io.firstspike.engine.cuda.driver;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Recorded work of a stream (a CUDA graph), to be done again and again. */
@API(status = Status.INTERNAL)
public final class Recording implements AutoCloseable {

  private final Device device;
  private final long handle;
  private boolean closed;

  /** Takes over {@code graph}. */
  Recording(Device device, long graph) {
    this.device = device;
    long[] executable = new long[1];
    int result = CudaApi.cuGraphInstantiateWithFlags(executable, graph, 0);
    CudaApi.cuGraphDestroy(graph);
    Driver.check("cuGraphInstantiate", result);
    this.handle = executable[0];
  }

  long handle() {
    return handle;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      device.enterToClose();
      CudaApi.cuGraphExecDestroy(handle);
    }
  }
}
