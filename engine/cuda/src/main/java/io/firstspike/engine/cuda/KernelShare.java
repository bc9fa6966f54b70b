package io.firstspike.engine.cuda;

import static java.lang.Double.NaN;

import io.firstspike.engine.cuda.form.KernelWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Time of a kernel, and what part of a device's limits its work in this time comes to. The shares
 * of kernels that only change the form of spikes are not counted, and not numbers.
 *
 * @param kernel name of the kernel
 * @param micros microseconds that its launches for one batch take
 * @param tensor part of the products of bits that the device can compute in this time, 0 to 1; 0
 *     for a kernel without such products; not a number if the device's peak is not known
 * @param issue part of the instructions that it can issue
 * @param memory part of the bytes that its memory can give and take
 */
@API(status = Status.MAINTAINED)
public record KernelShare(
    String kernel, double micros, double tensor, double issue, double memory) {

  /**
   * The shares of kernels.
   *
   * @param works of the launches for one batch
   * @param seconds of all launches of each kernel for one batch
   */
  static List<KernelShare> of(
      List<KernelWork> works, Map<String, Double> seconds, DevicePeaks peaks) {
    List<KernelShare> shares = new ArrayList<>();
    seconds.forEach(
        (kernel, time) ->
            shares.add(
                works.stream()
                    .filter(one -> one.kernel().equals(kernel))
                    .reduce(KernelWork::plus)
                    .map(work -> of(work, time, peaks))
                    .orElse(new KernelShare(kernel, time * 1e6, NaN, NaN, NaN))));
    return List.copyOf(shares);
  }

  private static KernelShare of(KernelWork work, double time, DevicePeaks peaks) {
    return new KernelShare(
        work.kernel(),
        time * 1e6,
        work.bitOperations() == 0 ? 0 : tensorShare(work.bitOperations() / time, peaks),
        work.operations() / time / peaks.operations(),
        work.bytes() / time / peaks.bytes());
  }

  private static double tensorShare(double perSecond, DevicePeaks peaks) {
    return peaks.bitOperations() == 0 ? NaN : perSecond / peaks.bitOperations();
  }
}
