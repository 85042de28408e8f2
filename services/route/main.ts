import { boot } from '#libs/host';
import { RouteModule } from './route.module.ts';

await boot('route', [RouteModule]);
