package dev.backstay.catalog.app.store;

import dev.backstay.catalog.projection.ProjectedState;

/** A row that holds the whole of a state, beside what lists are filtered and ordered by. */
interface StateRow<S extends ProjectedState> {
  S state();
}
