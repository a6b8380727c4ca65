/// Pure integers: what an array looks like, before any of its elements is read.
@NullMarked
package io.atled.autograd.shape;

import org.jspecify.annotations.NullMarked;
