package io.firstspike.engine.cuda.form;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Work that a kernel has to do for a batch, counted from the plan of its layer: the least that its
 * way to compute needs, whatever it does besides.
 *
 * @param kernel name of the kernel
 * @param bitOperations ANDs of bits, and additions of their results, in products of bit matrices
 * @param operations instructions of single threads: each product and each sum of floats is one
 * @param bytes bytes that must come from the device's memory or go there: what is read and written,
 *     and weights, each once
 */
@API(status = Status.INTERNAL)
public record KernelWork(String kernel, double bitOperations, double operations, double bytes) {

  /** This work and that of another launch of the same kernel. */
  public KernelWork plus(KernelWork other) {
    return new KernelWork(
        kernel,
        bitOperations + other.bitOperations,
        operations + other.operations,
        bytes + other.bytes);
  }
}
