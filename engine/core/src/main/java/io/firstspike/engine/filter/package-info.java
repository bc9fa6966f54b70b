/**
 * Filters of pixels and intensities: differences and Laplacians of Gaussians, Gabor filters, local
 * normalisation, lateral inhibition, whitening.
 */
package io.firstspike.engine.filter;
