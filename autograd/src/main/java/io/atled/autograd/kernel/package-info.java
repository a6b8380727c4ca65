/// Loops over heap arrays: the only place in Atled where elements are visited one by one. Not
/// exported.
///
/// Every kernel gives the **same bits** whether the Vector API is there or not, for every vector
/// width and for any number of threads: the order of the arithmetic is fixed by sizes alone.
@NullMarked
package io.atled.autograd.kernel;

import org.jspecify.annotations.NullMarked;
