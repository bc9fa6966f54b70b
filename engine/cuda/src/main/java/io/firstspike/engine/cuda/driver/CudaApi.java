package io.firstspike.engine.cuda.driver;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * Functions of the CUDA driver API (CUDA Toolkit documentation, "CUDA Driver API"), under their own
 * names. Each returns a result code, 0 for success. Addresses of device memory and handles are
 * longs. Loading this class fails with an {@link UnsatisfiedLinkError} where there is no driver.
 */
final class CudaApi {

  /** System property that names another library than the driver's own. */
  static final String LIBRARY_PROPERTY = "firstspike.cuda.library";

  /** The driver's library, as NVIDIA installs it. */
  static final String LIBRARY = "libcuda.so.1";

  static {
    Native.register(
        CudaApi.class, NativeLibrary.getInstance(System.getProperty(LIBRARY_PROPERTY, LIBRARY)));
  }

  private CudaApi() {}

  static native int cuInit(int flags);

  static native int cuDriverGetVersion(int[] version);

  static native int cuDeviceGetCount(int[] count);

  static native int cuDeviceGet(int[] device, int ordinal);

  static native int cuDeviceGetName(byte[] name, int length, int device);

  static native int cuDeviceGetAttribute(int[] value, int attribute, int device);

  static native int cuDeviceTotalMem_v2(long[] bytes, int device);

  static native int cuDevicePrimaryCtxRetain(long[] context, int device);

  static native int cuDevicePrimaryCtxRelease_v2(int device);

  static native int cuCtxSetCurrent(long context);

  static native int cuMemGetInfo_v2(long[] free, long[] total);

  static native int cuMemAlloc_v2(long[] address, long bytes);

  static native int cuMemFree_v2(long address);

  static native int cuMemHostAlloc(long[] address, long bytes, int flags);

  static native int cuMemFreeHost(long address);

  static native int cuMemcpyHtoD_v2(long device, byte[] host, long bytes);

  static native int cuMemcpyHtoD_v2(long device, int[] host, long bytes);

  static native int cuMemcpyHtoD_v2(long device, float[] host, long bytes);

  static native int cuMemcpyHtoD_v2(long device, double[] host, long bytes);

  static native int cuMemcpyDtoH_v2(byte[] host, long device, long bytes);

  static native int cuMemcpyDtoH_v2(int[] host, long device, long bytes);

  static native int cuMemcpyDtoH_v2(float[] host, long device, long bytes);

  static native int cuMemcpyDtoH_v2(double[] host, long device, long bytes);

  static native int cuMemcpyHtoDAsync_v2(long device, long host, long bytes, long stream);

  static native int cuMemcpyDtoHAsync_v2(long host, long device, long bytes, long stream);

  static native int cuMemcpyDtoDAsync_v2(long to, long from, long bytes, long stream);

  static native int cuMemsetD8Async(long device, byte value, long count, long stream);

  static native int cuStreamCreate(long[] stream, int flags);

  static native int cuStreamSynchronize(long stream);

  static native int cuStreamDestroy_v2(long stream);

  static native int cuEventCreate(long[] event, int flags);

  static native int cuEventRecord(long event, long stream);

  static native int cuEventElapsedTime(float[] milliseconds, long from, long to);

  static native int cuEventSynchronize(long event);

  static native int cuEventDestroy_v2(long event);

  static native int cuModuleLoadData(long[] module, byte[] image);

  static native int cuModuleUnload(long module);

  static native int cuModuleGetFunction(long[] function, long module, String name);

  static native int cuFuncSetAttribute(long function, int attribute, int value);

  static native int cuOccupancyMaxActiveBlocksPerMultiprocessor(
      int[] blocks, long function, int blockSize, long sharedBytes);

  static native int cuLaunchKernel(
      long function,
      int gridX,
      int gridY,
      int gridZ,
      int blockX,
      int blockY,
      int blockZ,
      int sharedBytes,
      long stream,
      Pointer arguments,
      Pointer extra);

  static native int cuLaunchCooperativeKernel(
      long function,
      int gridX,
      int gridY,
      int gridZ,
      int blockX,
      int blockY,
      int blockZ,
      int sharedBytes,
      long stream,
      Pointer arguments);

  static native int cuStreamBeginCapture_v2(long stream, int mode);

  static native int cuStreamEndCapture(long stream, long[] graph);

  static native int cuGraphInstantiateWithFlags(long[] executable, long graph, long flags);

  static native int cuGraphLaunch(long executable, long stream);

  static native int cuGraphExecDestroy(long executable);

  static native int cuGraphDestroy(long graph);

  static native int cuGetErrorName(int result, long[] name);

  static native int cuGetErrorString(int result, long[] text);
}
