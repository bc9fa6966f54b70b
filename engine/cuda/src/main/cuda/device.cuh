// What differs between the two compilers of the kernels: nvcc, for a GPU, and g++, for the shim
// (src/test/shim), which runs them on the processor in tests. Kernels include this file first, and
// are written
//
//   extern "C" __global__ void fs_name(const uint8_t* times, int count) { ... }
//   FS_KERNEL(fs_name)
//
// with arguments that are pointers, int, long long, float, double or one trivially copyable struct.
// Shared memory is dynamic only: fs_shared().
#pragma once

#ifdef __CUDACC__

#include <cstdint>

// Registers a kernel with the shim; a GPU's driver finds kernels by their names.
#define FS_KERNEL(name)

// The block's shared memory, as many bytes as the launch asked for, aligned to 16 bytes.
__device__ __forceinline__ unsigned char* fs_shared() {
  extern __shared__ __align__(16) unsigned char fs_shared_memory[];
  return fs_shared_memory;
}

// What a thread does between two looks at memory that another block is going to change.
__device__ __forceinline__ void fs_pause() {}

// d = c + the number of common ones of each row of a (16 rows of 256 bits) and each column of b
// (256 bits by 8 columns), by a whole warp. With g = lane / 4 and t = lane % 4:
//
//   a[0]: row g,     bits     32t ...      c, d[0]: row g,     column 2t
//   a[1]: row g + 8, bits     32t ...      c, d[1]: row g,     column 2t + 1
//   a[2]: row g,     bits 128+32t ...      c, d[2]: row g + 8, column 2t
//   a[3]: row g + 8, bits 128+32t ...      c, d[3]: row g + 8, column 2t + 1
//   b[0]: column g,  bits     32t ...
//   b[1]: column g,  bits 128+32t ...
__device__ __forceinline__ void fs_mma_b1(
    int (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2], const int (&c)[4]) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  asm("mma.sync.aligned.m16n8k256.row.col.s32.b1.b1.s32.and.popc "
      "{%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%10, %11, %12, %13};"
      : "=r"(d[0]), "=r"(d[1]), "=r"(d[2]), "=r"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]), "r"(c[0]), "r"(c[1]),
        "r"(c[2]), "r"(c[3]));
#else
  const unsigned all = 0xffffffffu;
  const int lane = threadIdx.x & 31;
  const int row = lane & ~3;           // the first of the four lanes that hold rows g and g + 8
  const int left = (lane & 3) * 8;     // the first of the four lanes that hold column 2t
  int sums[4] = {c[0], c[1], c[2], c[3]};
  for (int word = 0; word < 4; word++) {
    const unsigned a0 = __shfl_sync(all, a[0], row + word);
    const unsigned a1 = __shfl_sync(all, a[1], row + word);
    const unsigned a2 = __shfl_sync(all, a[2], row + word);
    const unsigned a3 = __shfl_sync(all, a[3], row + word);
    for (int column = 0; column < 2; column++) {
      const unsigned b0 = __shfl_sync(all, b[0], left + 4 * column + word);
      const unsigned b1 = __shfl_sync(all, b[1], left + 4 * column + word);
      sums[column] += __popc(a0 & b0) + __popc(a2 & b1);
      sums[2 + column] += __popc(a1 & b0) + __popc(a3 & b1);
    }
  }
  for (int i = 0; i < 4; i++) {
    d[i] = sums[i];
  }
#endif
}

#else

#include "device_shim.hpp"

#endif

// A barrier of all threads of a cooperative launch: what any of them wrote to global memory before
// is seen by all of them afterwards (through __ldcg or atomics: not through __ldg). `barrier` are
// two words of global memory, zero before the first launch that uses them; afterwards they can be
// used again without being cleared.
//
//   barrier[0]: blocks that have arrived        barrier[1]: barriers that have been passed
__device__ __forceinline__ void fs_grid_barrier(unsigned* barrier) {
  __syncthreads();
  if (threadIdx.x == 0 && threadIdx.y == 0 && threadIdx.z == 0) {
    const unsigned blocks = gridDim.x * gridDim.y * gridDim.z;
    volatile unsigned* passed = barrier + 1;
    const unsigned before = *passed;
    __threadfence();
    if (atomicAdd(barrier, 1u) == blocks - 1) {
      atomicExch(barrier, 0u);
      __threadfence();
      atomicAdd(barrier + 1, 1u);
    } else {
      while (*passed == before) {
        fs_pause();
      }
    }
    __threadfence();
  }
  __syncthreads();
}
