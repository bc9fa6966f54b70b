package io.firstspike.engine.compute;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Inner loops over weights and potentials: rows of weights that are added up or changed, and
 * potentials that are looked through. All implementations give the same bits. Not thread-safe: an
 * implementation may keep buffers, so make one for each thread ({@link InnerLoops}).
 */
@API(status = Status.MAINTAINED)
public interface WeightLoops {

  /**
   * Adds {@code summands[from + i]} to {@code sums[at + i]}.
   *
   * @param count a multiple of {@value InnerLoops#LANES}
   */
  void add(float[] summands, int from, float[] sums, int at, int count);

  /**
   * Adds rows to {@code size} sums from {@code at} on, one after the other.
   *
   * @param starts where in {@code rows} each one begins
   * @param count how many
   * @param size floats of a row, a multiple of {@value InnerLoops#LANES}
   */
  void addRows(float[] rows, int[] starts, int count, float[] sums, int at, int size);

  /**
   * Adds the same changes to rows.
   *
   * @param rows of as many floats as {@code changes}, a multiple of {@value InnerLoops#LANES}
   * @param starts where in {@code rows} each one begins, none twice
   * @param count how many
   */
  void addToRows(float[] changes, float[] rows, int[] starts, int count);

  /**
   * A step of adaptive gradient descent: {@code squares += error * error}, then {@code rows += step
   * * error / sqrt(1 + squares)}.
   *
   * @param rows of as many floats as {@code errors}, a multiple of {@value InnerLoops#LANES}
   * @param squares laid out as {@code rows}
   * @param starts where each row begins, none twice
   * @param count how many
   */
  void adapt(float[] errors, float step, float[] rows, float[] squares, int[] starts, int count);

  /** The first place from {@code from} on, before {@code to}, of a value above a limit; else -1. */
  int firstAbove(float[] values, int from, int to, float limit);

  /**
   * The highest of some values, of which at least one is above 0.
   *
   * @param size how many, a multiple of {@value InnerLoops#LANES}
   */
  float highest(float[] values, int from, int size);
}
