// Forms of spikes: from times to bits, from bits to times, and several layers joined to one.
//
// Times: one byte a neuron, map-major; `steps` is silent. Bits: each row of neurons takes whole
// 32-bit words, column x is bit x % 32 of word x / 32; all spikes are in the last time step.

#pragma once

#include "device.cuh"

// The word of bits that holds columns 32 * word ... of one row, read from times.
__device__ __forceinline__ unsigned fs_word_of_times(
    const uint8_t* row, int word, int width, int steps) {
  unsigned bits = 0;
  int end = min(32, width - 32 * word);
  for (int i = 0; i < end; i++) {
    bits |= (unsigned)(row[32 * word + i] < steps) << i;
  }
  return bits;
}

// Who fires: a thread a word. `rows` = images * maps * height.
extern "C" __global__ void fs_times_to_bits(
    const uint8_t* times, uint32_t* bits, long long rows, int width, int steps) {
  int words = (width + 31) / 32;
  long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (i < rows * words) {
    long long row = i / words;
    bits[i] = fs_word_of_times(times + row * width, (int)(i % words), width, steps);
  }
}
FS_KERNEL(fs_times_to_bits)

// All who fire, in the last time step: a thread a neuron. `rows` = images * maps * height.
extern "C" __global__ void fs_bits_to_times(
    const uint32_t* bits, uint8_t* times, long long rows, int width, int steps) {
  int words = (width + 31) / 32;
  long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (i < rows * width) {
    long long row = i / width;
    int column = (int)(i % width);
    bool fires = bits[row * words + column / 32] >> (column % 32) & 1;
    times[i] = (uint8_t)(fires ? steps - 1 : steps);
  }
}
FS_KERNEL(fs_bits_to_times)

// Copies the times of one layer to their place among those of several layers: a thread a neuron,
// blocks in y over the images. `atAll`: whoever fires does so in the last time step.
extern "C" __global__ void fs_join_times(
    const uint8_t* part, int size, uint8_t* joined, int joinedSize, int offset, int steps,
    int atAll, int images) {
  int neuron = blockIdx.x * blockDim.x + threadIdx.x;
  for (int image = blockIdx.y; image < images && neuron < size; image += gridDim.y) {
    int time = part[(long long)image * size + neuron];
    int kept = atAll && time < steps ? steps - 1 : time;
    joined[(long long)image * joinedSize + offset + neuron] = (uint8_t)kept;
  }
}
FS_KERNEL(fs_join_times)

// The same for a layer that is given as bits: a thread a neuron, blocks in y over the images.
extern "C" __global__ void fs_join_bits(
    const uint32_t* part, int rows, int width, uint8_t* joined, int joinedSize, int offset,
    int steps, int images) {
  int words = (width + 31) / 32;
  int neuron = blockIdx.x * blockDim.x + threadIdx.x;
  for (int image = blockIdx.y; image < images && neuron < rows * width; image += gridDim.y) {
    int row = neuron / width;
    int column = neuron % width;
    const uint32_t* word = part + ((long long)image * rows + row) * words + column / 32;
    int time = *word >> (column % 32) & 1 ? steps - 1 : steps;
    joined[(long long)image * joinedSize + offset + neuron] = (uint8_t)time;
  }
}
FS_KERNEL(fs_join_bits)
