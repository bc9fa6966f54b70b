/**
 * The NVIDIA driver's own interface, called through JNA: devices, memory, streams, kernels. Nothing
 * but the driver has to be installed.
 */
package io.firstspike.engine.cuda.driver;
