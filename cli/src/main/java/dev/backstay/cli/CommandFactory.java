package dev.backstay.cli;

import dev.backstay.cli.console.World;
import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands: those that take the world are given it. */
final class CommandFactory implements IFactory {
  private final World world;
  private final IFactory others = CommandLine.defaultFactory();

  CommandFactory(World world) {
    this.world = world;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 1
          && constructor.getParameterTypes()[0] == World.class) {
        constructor.setAccessible(true);
        return type.cast(constructor.newInstance(world));
      }
    }
    return others.create(type);
  }
}
