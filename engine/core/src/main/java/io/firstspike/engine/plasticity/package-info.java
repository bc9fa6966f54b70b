/** Rules that change one weight: STDP, in all its forms, and the delta rule. */
package io.firstspike.engine.plasticity;
