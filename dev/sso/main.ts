import { readConfig, ssoOptions } from '../config.ts'
import { startSso } from './server.ts'

const sso = await startSso(ssoOptions(readConfig()))

const stop = () => void sso.close().then(() => process.exit(0))
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
